import { type Change, changedDocument } from '#core/change.ts';
import type { Delivery, Destination, Receipt } from '#core/destination.ts';
import { StopRunError } from '#core/errors.ts';

/** Something that is to go wrong. Calls count from 1, over all deliveries of the destination. */
export type Fault =
  /** The call fails and changes nothing. */
  | {
      readonly does: 'fail';
      readonly on: 'open' | 'add' | 'finish';
      readonly call: number;
      readonly error?: Error;
    }
  /** The call does its work, then the line breaks: durable, but nobody was told. */
  | {
      readonly does: 'lose-receipts';
      readonly on: 'add' | 'finish';
      readonly call: number;
      readonly error?: Error;
    }
  /** This document is not taken. */
  | { readonly does: 'refuse'; readonly documentId: string; readonly reason: string };

/** A destination that goes wrong on purpose, for tests of what happens then. */
export function createFaultyDestination(inner: Destination, faults: readonly Fault[]): Destination {
  const calls = { open: 0, add: 0, finish: 0 };

  const call = async <Result>(on: keyof typeof calls, work: () => Promise<Result>) => {
    calls[on] += 1;
    const fault = faults.find(
      (candidate) =>
        candidate.does !== 'refuse' && candidate.on === on && candidate.call === calls[on],
    );
    if (!fault || fault.does === 'refuse') return work();
    if (fault.does === 'lose-receipts') await work();
    throw fault.error ?? injected(on, calls[on]);
  };

  const refuse = (change: Change): readonly Receipt[] | undefined => {
    const documentId = changedDocument(change);
    const fault = faults.find(
      (candidate) => candidate.does === 'refuse' && candidate.documentId === documentId,
    );
    return fault?.does === 'refuse'
      ? [{ documentId, outcome: 'refused', reason: fault.reason }]
      : undefined;
  };

  return {
    label: inner.label,
    async open(sync, signal) {
      const delivery: Delivery = await call('open', () => inner.open(sync, signal));
      return {
        ...(delivery.manifest && { manifest: delivery.manifest }),
        ...(delivery.describes && { describes: true }),
        add: (change, addSignal) =>
          call('add', async () => refuse(change) ?? delivery.add(change, addSignal)),
        finish: (counts, finishSignal) =>
          call('finish', () => delivery.finish(counts, finishSignal)),
        get traffic() {
          return delivery.traffic;
        },
      };
    },
  };
}

function injected(on: string, call: number): StopRunError {
  return new StopRunError(`The destination failed on purpose, on ${on} number ${call}.`, {
    code: 'injected_fault',
  });
}
