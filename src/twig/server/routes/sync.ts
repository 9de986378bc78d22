import { listQuery } from '#twig/api/list.ts';
import { dataSourceNotFound, refuse, type ServerContext } from '../answers.ts';
import type { AppliedPart } from '../push/apply-part.ts';
import { readBody } from '../read-body.ts';
import { mediaTypeOf, readQuery, refuseEncoding, usesGzip } from '../read-input.ts';
import { findDataSource, knowledgeBaseType } from '../store/data-sources.ts';
import { findSyncById, listSyncs } from '../store/sync-history.ts';
import { triggerSync } from '../trigger-sync.ts';
import { refuseKnowledgeBase } from './data-sources.ts';
import type { RouteHandlers, ServerParts } from './route-handler.ts';

export function syncHandlers(
  parts: ServerParts,
): RouteHandlers<'syncDataSource' | 'listSyncs' | 'getSync'> {
  const { reader, profile } = parts;
  return {
    async syncDataSource(context) {
      const id = context.req.param('id') ?? '';
      const { organisation } = context.get('caller');
      const stored = findDataSource(reader, organisation, id);
      if (!stored) return dataSourceNotFound(context, id);
      if (stored.shown.type === knowledgeBaseType) return refuseKnowledgeBase(context);
      // The documented call has no body, and whoever sends one all the same is not refused.
      if (profile === 'documented' && context.env.insider === undefined) {
        return context.json(await triggerSync(parts, stored, organisation), 202);
      }
      const type = mediaTypeOf(context);
      if (type === 'application/x-ndjson') return push(parts, context, id);
      const body = await readBody(context.req.raw, { maxBytes: maxTriggerBytes });
      const empty = body.is === 'read' && body.bytes.byteLength === 0;
      if (empty || (type === 'application/json' && body.is === 'read')) {
        return context.json(await triggerSync(parts, stored, organisation), 202);
      }
      return refuse(context, {
        code: 'invalid_request',
        message:
          'To push documents send Content-Type: application/x-ndjson; to trigger a sync send no body.',
        details: { content_type: type || 'missing' },
      });
    },

    listSyncs(context) {
      const query = readQuery(context, listQuery);
      if (!query.ok) return query.answer;
      const id = context.req.param('id') ?? '';
      if (!findDataSource(reader, context.get('caller').organisation, id)) {
        return dataSourceNotFound(context, id);
      }
      const { limit, offset } = query.value;
      return context.json({ ...listSyncs(reader, id, { limit, offset }), limit, offset });
    },

    getSync(context) {
      const id = context.req.param('id') ?? '';
      const found = findSyncById(reader, context.get('caller').organisation, id);
      if (found) return context.json(found);
      return refuse(context, {
        code: 'not_found',
        message: `There is no sync ${id} in the organisation of this API key.`,
        details: { sync_id: id },
      });
    },
  };
}

/** The documented trigger has no body; what some clients send regardless (`{}`) is small. */
const maxTriggerBytes = 64 * 1024;

async function push(parts: ServerParts, context: ServerContext, id: string): Promise<Response> {
  const { writer, clock, wake, vectorWake, maxPartBytes } = parts;
  const gzip = usesGzip(context);
  if (gzip === undefined) return refuseEncoding(context);
  const limits = { maxBytes: maxPartBytes, gzip };
  const body = await readBody(context.req.raw, limits);
  if (body.is === 'too-large') {
    return refuse(context, {
      code: 'payload_too_large',
      message: `A part may have ${maxPartBytes} bytes uncompressed; send smaller parts.`,
      details: { max_bytes: maxPartBytes },
    });
  }
  if (body.is === 'broken') {
    return refuse(context, { code: 'invalid_request', message: body.message });
  }
  const { organisation } = context.get('caller');
  const target = { organisation, dataSourceId: id, now: clock.now() };
  const pushed = await writer.pushPart({ ...target, body: body.bytes });
  if (pushed.is === 'accepted') vectorWake.ring();
  if (pushed.is === 'accepted' && pushed.eventCount > 0) wake.ring();
  return answerTo(context, id, pushed);
}

function answerTo(context: ServerContext, id: string, pushed: AppliedPart): Response {
  switch (pushed.is) {
    case 'accepted':
      return context.json(pushed.answer, 202);
    case 'unknown-data-source':
      return dataSourceNotFound(context, id);
    case 'conflict': {
      const { message, details } = pushed;
      return refuse(context, { code: 'conflict', message, details });
    }
    case 'broken': {
      const { line, message, faults } = pushed.broken;
      return refuse(context, {
        code: 'invalid_request',
        message: `Line ${line}: ${message}`,
        details: { ...faults, line },
      });
    }
    default:
      return pushed satisfies never;
  }
}
