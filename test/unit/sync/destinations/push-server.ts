import type { PushLine } from '#twig/api/push.ts';
import { type Reply, type SeenRequest, scriptedServer } from '../../../support/scripted-server.ts';

export interface PushServerOptions {
  /** Rows of the manifest, as they travel. */
  readonly manifest?: readonly Record<string, unknown>[];
  readonly seq?: number;
  /** Whether it takes descriptions, and says so. */
  readonly describes?: boolean;
  /** Beyond it a part is 413. */
  readonly maxPartBytes?: number;
  /** Answers instead of the server; undefined lets it answer itself. */
  readonly interfere?: (request: SeenRequest, pushes: number) => Reply | undefined;
}

/** A server with the push addition, as small as it can be: it remembers and confirms. */
export async function pushServer(options: PushServerOptions = {}) {
  const {
    manifest = [],
    seq = 0,
    describes,
    maxPartBytes = Number.POSITIVE_INFINITY,
    interfere,
  } = options;
  const parts: (readonly PushLine[])[] = [];
  let pushes = 0;

  const server = await scriptedServer((request) => {
    if (request.method === 'POST') pushes += 1;
    const instead = interfere?.(request, pushes);
    if (instead !== undefined) return instead;
    if (request.method === 'GET') return manifestPage(request, manifest, { seq, describes });
    if (Buffer.byteLength(request.text) > maxPartBytes) {
      return { status: 413, body: { error: { code: 'payload_too_large', message: 'Too large.' } } };
    }
    const lines = linesOf(request);
    parts.push(lines);
    return { status: 202, body: confirmation(lines) };
  });
  return {
    url: server.url,
    seen: server.seen,
    /** What was accepted. */
    parts,
    get pushes() {
      return server.seen.filter(({ method }) => method === 'POST');
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

export function linesOf({ text }: SeenRequest): readonly PushLine[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

function confirmation(lines: readonly PushLine[]) {
  const begin = lines[0];
  if (begin?.op !== 'begin') throw new Error('A part has to start with begin.');
  return {
    sync_id: begin.sync_id,
    part: begin.part,
    accepted: {
      upserts: lines.filter(({ op }) => op === 'upsert').length,
      ...(lines.some(({ op }) => op === 'describe') && {
        describes: lines.filter(({ op }) => op === 'describe').length,
      }),
      deletes: lines.filter(({ op }) => op === 'delete').length,
    },
    status: 'processing',
  };
}

function manifestPage(
  { path }: SeenRequest,
  manifest: readonly Record<string, unknown>[],
  { seq, describes }: Pick<PushServerOptions, 'seq' | 'describes'>,
): Reply {
  const query = new URL(path, 'http://x').searchParams;
  const start = Number(query.get('cursor') ?? 0);
  const end = start + Number(query.get('limit') ?? 50);
  return {
    body: {
      documents: manifest.slice(start, end),
      next_cursor: end < manifest.length ? String(end) : null,
      seq,
      metadata: {},
      ...(describes && { describes }),
    },
  };
}
