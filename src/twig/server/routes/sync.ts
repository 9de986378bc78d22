import { dataSourceNotFound, refuse, type ServerContext } from '../answers.ts';
import type { PushedPart } from '../index-writer.ts';
import { readBody } from '../read-body.ts';
import { findDataSource } from '../store/data-sources.ts';
import { createTrigger } from './create-trigger.ts';
import type { RouteHandlers, ServerParts } from './route-handler.ts';

export function syncHandlers(parts: ServerParts): RouteHandlers<'syncDataSource'> {
  const trigger = createTrigger(parts);
  return {
    async syncDataSource(context) {
      const id = context.req.param('id') ?? '';
      const { organisation } = context.get('caller');
      const stored = findDataSource(parts.reader, organisation, id);
      if (!stored) return dataSourceNotFound(context, id);
      const type = mediaTypeOf(context);
      if (type === 'application/x-ndjson') return push(parts, context, id);
      const body = await readBody(context.req.raw, { maxBytes: maxTriggerBytes });
      const empty = body.is === 'read' && body.bytes.byteLength === 0;
      if (empty || (type === 'application/json' && body.is === 'read')) {
        return context.json(await trigger(stored.shown, organisation), 202);
      }
      return refuse(context, {
        code: 'invalid_request',
        message:
          'To push documents send Content-Type: application/x-ndjson; to trigger a sync send no body.',
        details: { content_type: type || 'missing' },
      });
    },
  };
}

/** The documented trigger has no body; what some clients send regardless (`{}`) is small. */
const maxTriggerBytes = 64 * 1024;

function mediaTypeOf(context: ServerContext): string {
  return (context.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

async function push(parts: ServerParts, context: ServerContext, id: string): Promise<Response> {
  const { writer, clock, wake, maxPartBytes } = parts;
  const encoding = (context.req.header('content-encoding') ?? 'identity').trim().toLowerCase();
  if (encoding !== 'identity' && encoding !== 'gzip') {
    return refuse(context, {
      code: 'invalid_request',
      message: 'A push may be compressed with Content-Encoding: gzip, or not at all.',
      details: { content_encoding: encoding },
    });
  }
  const limits = { maxBytes: maxPartBytes, gzip: encoding === 'gzip' };
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
  if (pushed.is === 'accepted' && pushed.eventCount > 0) wake.ring();
  return answerTo(context, id, pushed);
}

function answerTo(context: ServerContext, id: string, pushed: PushedPart): Response {
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
