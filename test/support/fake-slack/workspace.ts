import type { JsonObject } from '#core/json.ts';

/** A message as Slack would give it; replies lie beside their parent. */
export type FakeMessage = { ts: string; text: string } & Record<string, unknown>;

export interface FakeChannel {
  readonly id: string;
  name: string;
  isPrivate: boolean;
  isArchived: boolean;
  isShared: boolean;
  /** Whether the app is in it. */
  isMember: boolean;
  /** Not there any more, or the app was thrown out of a private one: Slack does not tell which. */
  isGone: boolean;
  members: string[];
  readonly createdSeconds: number;
  /** Parents and messages outside threads, oldest first. */
  messages: FakeMessage[];
  /** By the parent's `ts`, oldest first. */
  readonly replies: Map<string, FakeMessage[]>;
}

export interface FakeFile {
  readonly id: string;
  readonly raw: Record<string, unknown>;
  readonly bytes: Uint8Array;
  isDeleted: boolean;
}

/** A workspace as its people see it. Time in it goes on by a second with each message. */
export interface FakeWorkspace {
  readonly users: Map<string, JsonObject>;
  readonly channels: Map<string, FakeChannel>;
  readonly files: Map<string, FakeFile>;
  addUser(id: string, name: string, more?: JsonObject): void;
  addChannel(id: string, name: string, more?: Partial<FakeChannel>): FakeChannel;
  post(channel: string, message: Posted): string;
  reply(channel: string, parent: string, message: Posted): string;
  edit(channel: string, ts: string, text: string): void;
  /** A parent with replies leaves a tombstone. */
  delete(channel: string, ts: string): void;
  message(channel: string, ts: string): FakeMessage | undefined;
}

export interface Posted {
  readonly text: string;
  readonly user?: string;
  /** Epoch milliseconds; default: a second after the last one. */
  readonly atMs?: number;
  readonly [field: string]: unknown;
}

export function createFakeWorkspace(startMs: number): FakeWorkspace {
  const users = new Map<string, JsonObject>();
  const channels = new Map<string, FakeChannel>();
  const files = new Map<string, FakeFile>();
  let nowMs = startMs;
  let count = 0;

  const stamp = (atMs: number | undefined): string => {
    nowMs = atMs ?? nowMs + 1000;
    count += 1;
    return `${Math.floor(nowMs / 1000)}.${String(100 + count).padStart(6, '0')}`;
  };
  const channelOf = (id: string): FakeChannel => {
    const channel = channels.get(id);
    if (!channel) throw new Error(`There is no channel ${id}.`);
    return channel;
  };
  const make = ({ text, user = 'U1', atMs, ...more }: Posted): FakeMessage => ({
    type: 'message',
    user,
    ...more,
    text,
    ts: stamp(atMs),
  });
  const refresh = (channel: FakeChannel, parentTs: string) => {
    const parent = channel.messages.find(({ ts }) => ts === parentTs);
    if (!parent) return;
    const replies = channel.replies.get(parentTs) ?? [];
    const last = replies.at(-1);
    if (last) {
      Object.assign(parent, {
        thread_ts: parentTs,
        reply_count: replies.length,
        reply_users_count: new Set(replies.map(({ user }) => user)).size,
        latest_reply: last.ts,
      });
    } else {
      delete parent.reply_count;
      delete parent.latest_reply;
      delete parent.reply_users_count;
      delete parent.thread_ts;
    }
  };
  const message = (id: string, ts: string) => {
    const channel = channelOf(id);
    return [...channel.messages, ...[...channel.replies.values()].flat()].find(
      (one) => one.ts === ts,
    );
  };

  return {
    users,
    channels,
    files,
    message,
    addUser(id, name, more = {}) {
      const profile = {
        display_name: name,
        real_name: name,
        email: `${id.toLowerCase()}@example.com`,
      };
      users.set(id, { id, name, is_bot: false, deleted: false, profile, ...more });
    },
    addChannel(id, name, more = {}) {
      const channel: FakeChannel = {
        id,
        name,
        isPrivate: false,
        isArchived: false,
        isShared: false,
        isMember: true,
        isGone: false,
        members: ['U1'],
        createdSeconds: Math.floor(startMs / 1000) - 400 * 86_400,
        messages: [],
        replies: new Map(),
        ...more,
      };
      channels.set(id, channel);
      return channel;
    },
    post(id, posted) {
      const channel = channelOf(id);
      const posting = make(posted);
      channel.messages.push(posting);
      channel.messages.sort((a, b) => (a.ts < b.ts ? -1 : 1));
      return posting.ts;
    },
    reply(id, parent, posted) {
      const channel = channelOf(id);
      const replies = channel.replies.get(parent) ?? [];
      channel.replies.set(parent, replies);
      const posting = make({ ...posted, thread_ts: parent });
      replies.push(posting);
      refresh(channel, parent);
      return posting.ts;
    },
    edit(id, ts, text) {
      const found = message(id, ts);
      if (!found) throw new Error(`There is no message ${ts}.`);
      Object.assign(found, { text, edited: { user: found.user, ts: stamp(undefined) } });
    },
    delete(id, ts) {
      const channel = channelOf(id);
      const parent = channel.messages.find((one) => one.ts === ts);
      if (parent && (channel.replies.get(ts)?.length ?? 0) > 0) {
        const { reply_count, latest_reply } = parent;
        for (const name of Object.keys(parent)) delete parent[name];
        Object.assign(parent, {
          type: 'message',
          subtype: 'tombstone',
          text: 'This message was deleted.',
          user: 'USLACKBOT',
          hidden: true,
          ts,
          thread_ts: ts,
          reply_count,
          latest_reply,
        });
        return;
      }
      channel.messages = channel.messages.filter((one) => one.ts !== ts);
      for (const [parentTs, replies] of channel.replies) {
        const left = replies.filter((one) => one.ts !== ts);
        if (left.length === replies.length) continue;
        channel.replies.set(parentTs, left);
        refresh(channel, parentTs);
        const head = channel.messages.find((one) => one.ts === parentTs);
        if (left.length === 0 && head?.subtype === 'tombstone') {
          channel.messages = channel.messages.filter((one) => one !== head);
        }
      }
    },
  };
}
