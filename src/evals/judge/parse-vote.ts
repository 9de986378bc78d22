import * as z from 'zod';
import { cutText } from '#util/cut-text.ts';

const voteSchema = z.object({
  score: z.number().min(0).max(1),
  reason: z.string().default(''),
});

export interface Vote {
  /** 0 to 1. */
  readonly score: number;
  readonly reason: string;
}

/** A vote out of what a model wrote, or out of what was remembered; undefined when there is none in it. */
export function parseVote(written: unknown): Vote | undefined {
  const parsed = voteSchema.safeParse(typeof written === 'string' ? jsonIn(written) : written);
  if (!parsed.success) return undefined;
  return { score: parsed.data.score, reason: cutText(parsed.data.reason, 300) };
}

/** Models like to wrap what they were asked for. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1));
  } catch {
    return undefined;
  }
}
