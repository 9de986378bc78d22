import type { Scope, SourceEvent } from '#core/connector.ts';
import type { Item } from '#core/document.ts';
import { describeFailure } from './describe-failure.ts';
import type { Marks } from './marks.ts';
import { createOrderedWindow, type Step } from './ordered-window.ts';
import { prepareItem } from './prepare-item.ts';
import type { Run } from './run.ts';
import {
  type FailedDocument,
  type Sighting,
  settleFailure,
  settleGone,
  settleItem,
} from './settle-document.ts';
import { stopsAt } from './stops-at.ts';

/** Takes the events of one scope: documents are prepared side by side and settled in the order of arrival. */
export interface Intake {
  handle(event: SourceEvent): Promise<void>;
  drain(): Promise<void>;
  /**
   * Ends the scope for want of time. Documents that are not through are left to the next run, which
   * goes on from the last mark.
   */
  cut(): void;
  /** Ends the scope with an error; throws it when it is the business of the whole run. */
  fail(error: unknown): void;
  /** False when a part of the scope failed: absence means nothing, and no later mark counts. */
  readonly intact: boolean;
  /** True when the scope is to be read no further. */
  readonly failed: boolean;
  /** Documents announced since the last rescan. */
  readonly listed: number;
}

export function createIntake(run: Run, scope: Scope, marks: Marks): Intake {
  const { options, progress, tally, signal } = run;
  const { emit } = options;
  const window = createOrderedWindow(run.concurrency * 2, run.time.signal);
  let intact = true;
  let failed = false;
  let listed = 0;

  const sighting = (): Sighting => ({
    scope: scope.id,
    generation: marks.generation,
    resumed: marks.resumed,
  });

  const lose = () => {
    intact = false;
    marks.freeze();
    tally.count('failed');
  };

  const fail = (error: unknown) => {
    signal.throwIfAborted();
    if (stopsAt(error) === 'run') throw error;
    failed = true;
    lose();
    emit({ event: 'scope:failed', scope: scope.id, ...describeFailure(error) });
  };

  const failPart = async (error: Error) => {
    signal.throwIfAborted();
    lose();
    emit({ event: 'document:failed', documentId: undefined, ...describeFailure(error) });
  };

  const failDocument = async (document: FailedDocument, error: unknown) => {
    signal.throwIfAborted();
    await settleFailure(run, sighting(), document, error);
    progress.settled();
  };

  /** What `load` throws may mean more than this document; what a source yields as failed never does. */
  const failLoad = async (item: Item, error: unknown) => {
    signal.throwIfAborted();
    const end = stopsAt(error);
    if (end === 'run') throw error;
    await failDocument({ id: item.id, item }, error);
    if (end === 'scope') fail(error);
  };

  const settle = async (item: Item, prepared: ReturnType<typeof prepareItem>): Promise<Step> => {
    try {
      const plan = await prepared;
      return async () => {
        await settleItem(run, sighting(), item, plan);
        progress.settled();
      };
    } catch (error) {
      return () => failLoad(item, error);
    }
  };

  const announce = async (item: Item) => {
    listed += 1;
    progress.announced();
    // What became of its earlier announcement decides what this one is compared with.
    if (window.has(item.id)) await window.drain();
    await window.push(settle(item, prepareItem(run, item)), item.id);
  };

  const inTurn = (step: Step, documentId?: string) =>
    window.push(Promise.resolve(step), documentId);

  return {
    async handle(event) {
      switch (event.is) {
        case 'item':
          return announce(event.item);
        case 'gone':
          return inTurn(() => settleGone(run, sighting(), event), event.id);
        case 'failed': {
          const { id, title, error } = event;
          if (id === undefined) return inTurn(() => failPart(error));
          listed += 1;
          progress.announced();
          const document = { id, ...(title !== undefined && { title }) };
          return inTurn(() => failDocument(document, error), id);
        }
        case 'rescan':
          await window.drain();
          listed = 0;
          return marks.rescan();
        case 'total':
          return progress.total(event.documents);
        case 'limited':
          return emit({ event: 'scope:limited', scope: scope.id, reason: event.reason });
        case 'noted':
          return emit({ event: 'scope:noted', scope: scope.id, message: event.message });
        case 'mark':
          return inTurn(() => marks.add(event.cursor));
        default:
          return event satisfies never;
      }
    },
    drain: window.drain,
    cut() {
      window.abandon();
      run.queue.clear();
      intact = false;
      marks.freeze();
      tally.incomplete();
      emit({ event: 'scope:cut', scope: scope.id });
    },
    fail,
    get intact() {
      return intact;
    },
    get failed() {
      return failed;
    },
    get listed() {
      return listed;
    },
  };
}
