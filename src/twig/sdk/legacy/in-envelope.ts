import { isRecord, type Read } from '../from-wire.ts';

/** What an envelope holds; a server that answers without one is understood as well. */
export function inEnvelope<Value>(read: Read<Value>): Read<Value> {
  return (wire, where) =>
    isRecord(wire) && 'data' in wire ? read(wire.data, `${where} at data`) : read(wire, where);
}
