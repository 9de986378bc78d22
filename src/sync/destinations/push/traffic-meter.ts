import type { Traffic } from '#core/destination.ts';
import type { SentRequest } from '#twig/sdk/call.ts';

/** Counts every request that a delivery really sends, repeated ones included: each costs budget. */
export interface TrafficMeter {
  readonly count: (request: SentRequest) => void;
  readonly traffic: Traffic;
}

export function createTrafficMeter(): TrafficMeter {
  let writeCalls = 0;
  let requests = 0;
  let bytes = 0;
  return {
    count(request) {
      requests += 1;
      bytes += request.bytes;
      if (request.scope === 'write') writeCalls += 1;
    },
    get traffic() {
      return { writeCalls, requests, bytes };
    },
  };
}
