import { StopRunError } from '#core/errors.ts';

export interface GatherOptions<Call> {
  /** Of one group. Default 500. */
  readonly maxCalls?: number;
  /** What a call weighs; a group ends before it weighs more than `maxWeight`. */
  readonly weigh?: { readonly of: (call: Call) => number; readonly maxWeight: number };
}

interface Member<Call, Answer> {
  readonly call: Call;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Answers calls in groups: while one group is at work the next gathers, so that groups grow with the
 * load and a flush to disk is shared. `run` gives one answer per call, in their order.
 *
 * When a group is refused for what one call holds, each is run alone, so that only that one rejects.
 * Any other failure is everybody's.
 */
export function gatherCalls<Call, Answer>(
  run: (calls: readonly Call[]) => Promise<readonly Answer[]>,
  { maxCalls = 500, weigh }: GatherOptions<Call> = {},
): (call: Call) => Promise<Answer> {
  let waiting: Member<Call, Answer>[] = [];
  let working = false;

  async function work(): Promise<void> {
    // One turn of the event loop: whoever calls in it comes along.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      const size = groupSize();
      const group = waiting.slice(0, size);
      waiting = waiting.slice(size);
      await runGroup(group);
    }
    working = false;
  }

  function groupSize(): number {
    if (!weigh) return maxCalls;
    let weight = 0;
    const end = waiting.findIndex(({ call }, index) => {
      weight += weigh.of(call);
      return index === maxCalls || (index > 0 && weight > weigh.maxWeight);
    });
    return end === -1 ? waiting.length : end;
  }

  async function runGroup(group: readonly Member<Call, Answer>[]): Promise<void> {
    try {
      const answers = await run(group.map(({ call }) => call));
      // `run` owes as many answers as there were calls.
      for (const [index, { resolve }] of group.entries()) resolve(answers[index] as Answer);
    } catch (error) {
      if (group.length > 1 && error instanceof StopRunError) {
        for (const member of group) await runGroup([member]);
        return;
      }
      for (const { reject } of group) reject(error);
    }
  }

  return (call) =>
    new Promise((resolve, reject) => {
      waiting.push({ call, resolve, reject });
      if (working) return;
      working = true;
      void work();
    });
}
