/** What a judge says of one answer. It informs people; no gate looks at it. */
export interface Opinion {
  /** Mean of the votes, 0 to 1; undefined when there is none. */
  readonly score: number | undefined;
  /** Highest less lowest vote: how little one vote is worth. */
  readonly spread: number | undefined;
  /** In the order in which they were asked for; undefined is a vote that could not be read. */
  readonly votes: readonly (number | undefined)[];
  /** Of the lowest vote. */
  readonly reason: string | undefined;
  /** Tokens spent now; votes that were remembered cost none. */
  readonly tokenCount: number;
  /** Why there are fewer votes than asked for: the budget, a failure. */
  readonly note: string | undefined;
}
