import type { Delivery, Receipt, SyncIdentity } from '#core/destination.ts';
import { StopRunError } from '#core/errors.ts';
import { encodePushLine, pushLineText } from '#twig/sdk/push-line.ts';
import type { PushAnswer, PushBody } from '#twig/sdk/resources/data-sources.ts';
import { createLineStore } from './line-store.ts';
import { noPushError } from './no-push-error.ts';
import type { PushManifest } from './open-manifest.ts';
import { createPack } from './pack.ts';
import { byteCountOf, halve, linesOfPart, type Operation, type Part, tellChange } from './part.ts';
import type { PushClient } from './push-client.ts';
import type { TrafficMeter } from './traffic-meter.ts';

export interface PushDeliveryOptions {
  readonly client: PushClient;
  readonly dataSourceId: string;
  readonly label: string;
  readonly maxPartBytes: number;
  readonly compress: boolean;
  readonly sync: SyncIdentity;
  readonly manifest: PushManifest;
  readonly meter: TrafficMeter;
}

/**
 * One sync as numbered parts. A change waits in the open part until that is full; a full part is cut,
 * and stays first in line until the server has taken it. It is sent while the next one fills, so at
 * most two parts are held. What goes wrong with it is thrown by the next call. An `add` or `finish`
 * that rejects has kept its changes: the call after it sends the same part again under the same number.
 *
 * `last` must stand on the final part, so the open part is only sent when a change finds no room in it
 * or when the sync is finished.
 */
export function createPushDelivery(options: PushDeliveryOptions): Delivery {
  const { client, dataSourceId, label, compress, sync, manifest, meter } = options;
  let { maxPartBytes } = options;
  const pack = createPack(compress);
  const lines = createLineStore(maxPartBytes);
  let open: Operation[] = [];
  /** Cut and not yet taken, oldest first. */
  const waiting: Part[] = [];
  /** Earned and not yet handed out: they survive a failure of the part behind them. */
  let receipts: Receipt[] = [];
  let takenParts = 0;
  let finished = false;
  /** Sends what is cut; never rejects, since nobody may be waiting for it yet. */
  let sending: Promise<void> = Promise.resolve();
  let isSending = false;
  /** Why it stopped, until a call has thrown it. */
  let failure: { readonly error: unknown } | undefined;

  /** Holds one line that is larger than a part. */
  function isOverfull(): boolean {
    const [first] = open;
    return first !== undefined && first.line.byteLength > maxPartBytes;
  }

  function cut(counts: Part['counts']): void {
    waiting.push({ operations: open, slab: lines.close(), counts });
    open = [];
  }

  async function sendWaiting(signal: AbortSignal): Promise<void> {
    for (let part = waiting[0]; part !== undefined; part = waiting[0]) {
      // Cut before the server said what is too large for it: each refusal costs a write call.
      if (byteCountOf(part) > maxPartBytes && part.operations.length > 1) {
        waiting.splice(0, 1, ...halve(part));
        continue;
      }
      try {
        await send(part, signal);
        waiting.shift();
        takenParts += 1;
        // What a part was cut into lies in one slab.
        if (waiting[0]?.slab !== part.slab) lines.giveBack(part.slab);
        for (const { documentId, outcome } of part.operations) {
          receipts.push({ documentId, outcome });
        }
      } catch (error) {
        if (!isTooLarge(error) || part.operations.length === 0) throw error;
        waiting.splice(0, 1, ...withoutTooMuch(part, error));
      }
    }
  }

  function startSending(signal: AbortSignal): void {
    isSending = true;
    sending = sendWaiting(signal)
      .catch((error: unknown) => {
        failure = { error };
      })
      .finally(() => {
        isSending = false;
      });
  }

  function throwFailure(): void {
    if (failure === undefined) return;
    const { error } = failure;
    failure = undefined;
    throw error;
  }

  function dueReceipts(): readonly Receipt[] {
    const due = receipts;
    receipts = [];
    return due;
  }

  async function send(part: Part, signal: AbortSignal): Promise<void> {
    const number = takenParts + 1;
    const body = await pack(linesOfPart(part, sync, number, manifest.seq));
    checkAnswer(await push(body, signal), part, number);
  }

  async function push(body: PushBody, signal: AbortSignal): Promise<PushAnswer> {
    try {
      return await client.push(dataSourceId, body, { signal, onRequest: meter.count });
    } catch (error) {
      if (!(error instanceof StopRunError) || error.code !== 'unexpected_answer') throw error;
      throw noPushError(`The server of ${label} did not understand the documents.`, error);
    }
  }

  /** What remains of a part that the server found too large: two halves, or nothing but the end. */
  function withoutTooMuch(part: Part, error: StopRunError): readonly Part[] {
    const [only] = part.operations;
    if (part.operations.length > 1 || only === undefined) {
      maxPartBytes = Math.min(maxPartBytes, byteCountOf(part) / 2);
      return halve(part);
    }
    receipts.push({
      documentId: only.documentId,
      outcome: 'refused',
      reason: `too large for the server at ${only.line.byteLength} bytes: ${error.message}`,
    });
    const closesSync = part.counts !== undefined && takenParts > 0;
    return closesSync ? [{ ...part, operations: [] }] : [];
  }

  function checkAnswer({ syncId, part, accepted }: PushAnswer, sent: Part, number: number): void {
    if (syncId !== sync.syncId || part !== number || accepted === undefined) {
      throw noPushError(
        `The server of ${label} ignored the documents: it did not confirm part ${number}. Nothing of it is recorded.`,
      );
    }
    const upserts = sent.operations.filter(({ outcome }) => outcome === 'stored').length;
    const stored = accepted.upserts + (accepted.describes ?? 0);
    if (stored < upserts) {
      throw new StopRunError(
        `The server of ${label} confirmed ${stored} of ${upserts} documents of part ${number}. Nothing of it is recorded.`,
        { code: 'part_incomplete', hint: 'Run the sync again; the server keeps what it has.' },
      );
    }
  }

  return {
    manifest,
    describes: manifest.describes,
    get traffic() {
      return meter.traffic;
    },
    async add(change, signal) {
      if (finished) throw new TypeError('A change was added to a sync that is finished.');
      const { line, ...operation } = tellChange(change);
      const text = pushLineText(line);
      let bytes = isOverfull() ? undefined : lines.write(text, maxPartBytes);
      if (bytes === undefined && open.length > 0) {
        // First the one before: what is cut now would only join its queue.
        await sending;
        cut(undefined);
        bytes = lines.write(text, maxPartBytes);
      }
      // What is larger than a part goes alone: the server may take it all the same.
      open.push({ ...operation, line: bytes ?? encodePushLine(line) });
      throwFailure();
      if (waiting.length > 0 && !isSending) startSending(signal);
      return dueReceipts();
    },
    async finish(counts, signal) {
      await sending;
      const owesEnd = open.length > 0 || takenParts > 0 || waiting.length > 0;
      if (!finished && owesEnd) cut(counts);
      finished = true;
      throwFailure();
      startSending(signal);
      await sending;
      throwFailure();
      return dueReceipts();
    },
  };
}

function isTooLarge(error: unknown): error is StopRunError {
  return error instanceof StopRunError && error.code === 'payload_too_large';
}
