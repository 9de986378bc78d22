import type { SyncEvent } from '#core/events.ts';
import type { Progress, ProgressStream } from './progress.ts';
import { createTellProblems } from './tell-problems.ts';

/** Plain lines for CI and pipes: start, every 500 documents, every problem, nothing redrawn. */
export function createPlainProgress(stream: ProgressStream): Progress {
  const tellProblems = createTellProblems();
  let nextLineAt = 500;
  const emit = (event: SyncEvent) => {
    for (const problem of tellProblems(event)) stream.write(`${problem}\n`);
    if (event.event === 'sync:started') {
      nextLineAt = 500;
      stream.write(`syncing  ${event.source} into ${event.target}\n`);
    }
    if (event.event === 'documents:progressed' && event.settled >= nextLineAt) {
      nextLineAt = event.settled + 500;
      stream.write(`read     ${event.settled.toLocaleString('en-US')} documents\n`);
    }
  };
  return { emit, note: (text) => stream.write(`${text}\n`), stop: () => undefined };
}
