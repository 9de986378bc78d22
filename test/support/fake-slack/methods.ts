import type { FakeSlackRules } from './fake-slack.ts';
import type { FakeChannel, FakeMessage, FakeWorkspace } from './workspace.ts';

/** What a method is called with: every value is text, as in a form. */
export type Args = ReadonlyMap<string, string>;
export type Answer = Record<string, unknown>;

/** The scope that a method needs; of channels it depends on their kind. */
const scopeOf: Readonly<Record<string, string>> = {
  'users.info': 'users:read',
  'files.info': 'files:read',
  'conversations.join': 'channels:join',
};

export interface MethodCall {
  readonly method: string;
  readonly args: Args;
  readonly workspace: FakeWorkspace;
  readonly rules: FakeSlackRules;
}

/** What Slack answers, as its reference describes each method. */
export function answerMethod(call: MethodCall): Answer {
  const { method, args, rules, workspace } = call;
  const missing = missingScope(call);
  if (missing !== undefined) {
    return refuse('missing_scope', { needed: missing, provided: [...rules.scopes].join(',') });
  }
  switch (method) {
    case 'auth.test':
      return {
        ok: true,
        url: 'https://acme.slack.com/',
        team: 'Acme',
        user: 'twigkit',
        team_id: 'T1',
        user_id: 'UAPP',
        bot_id: 'BAPP',
        is_enterprise_install: false,
      };
    case 'conversations.list':
      return listChannels(call);
    case 'conversations.info':
      return withChannel(call, (channel) => ({ ok: true, channel: showChannel(channel) }));
    case 'conversations.join':
      return withChannel(call, (channel) => {
        if (channel.isArchived) return refuse('is_archived');
        channel.isMember = true;
        return { ok: true, channel: showChannel(channel) };
      });
    case 'conversations.members':
      return withChannel(call, ({ members }) => page(call, 'members', members));
    case 'conversations.history':
      return withMember(call, (channel) => history(call, channel));
    case 'conversations.replies':
      return withMember(call, (channel) => replies(call, channel));
    case 'users.info': {
      const user = workspace.users.get(args.get('user') ?? '');
      return user ? { ok: true, user } : refuse('user_not_found');
    }
    case 'files.info': {
      const file = workspace.files.get(args.get('file') ?? '');
      if (!file) return refuse('file_not_found');
      return file.isDeleted ? refuse('file_deleted') : { ok: true, file: file.raw, comments: [] };
    }
    default:
      return refuse('unknown_method', { req_method: method });
  }
}

function missingScope({ method, args, rules, workspace }: MethodCall): string | undefined {
  const { scopes } = rules;
  const lacking = (needed: string) => (scopes.has(needed) ? undefined : needed);
  const fixed = scopeOf[method];
  if (fixed !== undefined) return lacking(fixed);
  if (method === 'conversations.list') {
    const types = (args.get('types') ?? 'public_channel').split(',');
    if (types.includes('private_channel'))
      return lacking('groups:read') ?? lacking('channels:read');
    return lacking('channels:read');
  }
  const channel = workspace.channels.get(args.get('channel') ?? '');
  const kind = channel?.isPrivate ? 'groups' : 'channels';
  if (method === 'conversations.history' || method === 'conversations.replies') {
    return lacking(`${kind}:history`);
  }
  return method.startsWith('conversations.') ? lacking(`${kind}:read`) : undefined;
}

function listChannels(call: MethodCall): Answer {
  const types = (call.args.get('types') ?? 'public_channel').split(',');
  const visible = [...call.workspace.channels.values()].filter(
    ({ isGone, isMember, isPrivate }) =>
      !isGone &&
      types.includes(isPrivate ? 'private_channel' : 'public_channel') &&
      (isMember || !isPrivate),
  );
  return page(call, 'channels', visible.map(showChannel));
}

function history(call: MethodCall, channel: FakeChannel): Answer {
  const inSpan = channel.messages
    .filter((message) => isWithin(call.args, message.ts))
    .reverse()
    .concat();
  const hidden = call.rules.hiddenBefore;
  const visible = inSpan.filter(({ ts }) => Number(ts) * 1000 >= hidden);
  const answer = page(call, 'messages', visible);
  return {
    ...answer,
    has_more: nextOf(answer) !== '',
    pin_count: 0,
    channel_actions_ts: null,
    channel_actions_count: 0,
    ...(visible.length < inSpan.length && { is_limited: true }),
  };
}

function replies(call: MethodCall, channel: FakeChannel): Answer {
  const ts = call.args.get('ts') ?? '';
  const parent = channel.messages.find((message) => message.ts === ts);
  if (!parent) return refuse('thread_not_found');
  if (call.rules.spoilt.has(ts)) return refuse('fatal_error');
  const answer = page(call, 'messages', channel.replies.get(ts) ?? []);
  // Every page begins with the parent.
  const listed: FakeMessage[] = [parent, ...(answer.messages as FakeMessage[])];
  return { ...answer, messages: listed, has_more: nextOf(answer) !== '' };
}

function isWithin(args: Args, ts: string): boolean {
  const oldest = args.get('oldest') ?? '0';
  const latest = args.get('latest') ?? '9999999999.000000';
  const isInclusive = args.get('inclusive') === 'true' || args.get('inclusive') === '1';
  const at = micros(ts);
  return isInclusive
    ? at >= micros(oldest) && at <= micros(latest)
    : at > micros(oldest) && at < micros(latest);
}

function micros(ts: string): bigint {
  const [seconds = '0', fraction = ''] = ts.split('.');
  return BigInt(seconds) * 1_000_000n + BigInt(fraction.padEnd(6, '0').slice(0, 6));
}

/** Cursors, with the traps that real ones have. */
function page({ args, rules }: MethodCall, list: string, entries: readonly unknown[]): Answer {
  const asked = Number(args.get('limit') ?? 100);
  const limit = Math.max(1, Math.min(asked, rules.pageCap, 999));
  const cursor = args.get('cursor');
  const at = cursor === undefined ? 0 : readCursor(cursor);
  if (at === undefined) return refuse('invalid_cursor');
  if (rules.emptyPages && cursor !== undefined && !cursor.endsWith('!')) {
    // A page without an entry, and more behind it.
    return { ok: true, [list]: [], response_metadata: { next_cursor: `${cursor}!` } };
  }
  const end = at + limit;
  const next = end < entries.length ? writeCursor(rules.repeatsCursor ? 0 : end) : '';
  return {
    ok: true,
    [list]: entries.slice(at, end),
    response_metadata: { next_cursor: next },
  };
}

function writeCursor(at: number): string {
  return Buffer.from(`next:${at}`).toString('base64');
}

function readCursor(cursor: string): number | undefined {
  const [, at] =
    /^next:(\d+)$/.exec(Buffer.from(cursor.replace(/!$/, ''), 'base64').toString()) ?? [];
  return at === undefined ? undefined : Number(at);
}

function nextOf(answer: Answer): unknown {
  return (answer.response_metadata as { next_cursor?: unknown } | undefined)?.next_cursor ?? '';
}

function withChannel(
  { args, workspace }: MethodCall,
  use: (channel: FakeChannel) => Answer,
): Answer {
  const channel = workspace.channels.get(args.get('channel') ?? '');
  const isHidden = channel?.isPrivate && !channel.isMember;
  return channel && !channel.isGone && !isHidden ? use(channel) : refuse('channel_not_found');
}

function withMember(call: MethodCall, use: (channel: FakeChannel) => Answer): Answer {
  return withChannel(call, (channel) =>
    channel.isMember ? use(channel) : refuse('not_in_channel'),
  );
}

function showChannel(channel: FakeChannel): Answer {
  return {
    id: channel.id,
    name: channel.name,
    is_channel: !channel.isPrivate,
    is_group: channel.isPrivate,
    is_im: false,
    is_mpim: false,
    is_private: channel.isPrivate,
    is_archived: channel.isArchived,
    is_ext_shared: channel.isShared,
    is_member: channel.isMember,
    created: channel.createdSeconds,
    num_members: channel.members.length,
  };
}

function refuse(error: string, more: Answer = {}): Answer {
  return { ok: false, error, ...more };
}
