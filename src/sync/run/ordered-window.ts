import { abortable } from './abortable.ts';

/** What remains to be done for one event once its preparation is through. */
export type Step = () => Promise<void>;

/**
 * Prepares side by side, finishes one after the other in the order of arrival, and holds no more than
 * `size` at once: whoever pushes waits.
 */
export interface OrderedWindow {
  push(step: Promise<Step>, documentId?: string): Promise<void>;
  has(documentId: string): boolean;
  drain(): Promise<void>;
  /** Forgets what is not finished. */
  abandon(): void;
}

export function createOrderedWindow(size: number, signal: AbortSignal): OrderedWindow {
  let waiting: { readonly step: Promise<Step>; readonly documentId: string | undefined }[] = [];

  const finishFirst = async () => {
    const first = waiting[0];
    if (!first) return;
    const step = await abortable(first.step, signal);
    await step();
    waiting.shift();
  };

  return {
    async push(step, documentId) {
      // Rejections are met in their turn; until then they must not count as unhandled.
      step.catch(() => {});
      waiting.push({ step, documentId });
      while (waiting.length >= size) await finishFirst();
    },
    has: (documentId) => waiting.some((entry) => entry.documentId === documentId),
    async drain() {
      while (waiting.length > 0) await finishFirst();
    },
    abandon() {
      waiting = [];
    },
  };
}
