import { cutText } from '#util/cut-text.ts';

/** A file of questions that readers ask, each with the places in the documentation that answer it. */
export interface Suite {
  readonly name: string;
  /** As the person named it on the command line: messages and commands repeat it. */
  readonly fileName: string;
  /** How many results count. */
  readonly topK: number;
  /** The least recall to accept, 0 to 1; undefined when the suite sets none. */
  readonly floor: number | undefined;
  /** At least one; ids are unique. */
  readonly questions: readonly Question[];
}

export interface Question {
  /** Names the question in baselines: it stays when the wording changes. */
  readonly id: string;
  /** As a reader would ask it. */
  readonly text: string;
  /** Any of them answers the question; recall counts each. At least one. */
  readonly targets: readonly Target[];
  /** The gate fails whenever such a question misses all its targets, baseline or not. */
  readonly critical: boolean;
  readonly tags: readonly string[];
}

/**
 * A place that answers a question. It names a document (`path`, `url`, `title`), a `quote`, or both.
 *
 * With `anchor` or `heading` the place is that section and what stands below it; `quote` is then
 * only asked where a server does not tell sections. Without them, `quote` narrows the document down
 * to the passage. Never a chunk id: those change with the text.
 */
export interface Target {
  /** The document's id at its source; for files the path from the git root. NFC, no leading `./` or `/`. */
  readonly path?: string;
  /** Absolute, without fragment. */
  readonly url?: string;
  /** Without `#`. */
  readonly anchor?: string;
  /** The section's heading as a reader sees it. */
  readonly heading?: string;
  /** The document's title. */
  readonly title?: string;
  /** Some words of the passage; punctuation, case and white space do not matter. */
  readonly quote?: string;
}

/** A target on one line, for people: `docs/transactions.md#savepoints`. */
export function describeTarget(target: Target): string {
  const document = target.path ?? target.url ?? target.title;
  const section =
    target.anchor === undefined
      ? target.heading === undefined
        ? ''
        : ` › ${target.heading}`
      : `#${target.anchor}`;
  const quote = target.quote === undefined ? undefined : `“${cutText(target.quote, 80)}”`;
  if (document === undefined) return quote ?? '';
  return section === '' && quote !== undefined ? `${document}: ${quote}` : `${document}${section}`;
}
