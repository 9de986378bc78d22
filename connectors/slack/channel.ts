import picomatch from 'picomatch';
import type { Json } from '#kit';
import { flagOf, listOf, numberOf, textOf } from './fields.ts';
import type { SlackConfig } from './options.ts';

export interface Channel {
  readonly id: string;
  /** Without the `#`. */
  readonly name: string;
  readonly isPrivate: boolean;
  readonly isArchived: boolean;
  /** With people of other organisations in it. */
  readonly isShared: boolean;
  readonly isMember: boolean;
  /** Epoch milliseconds. */
  readonly createdMs: number;
  /** Only in an archive. */
  readonly members: readonly string[] | undefined;
}

/** Undefined for what is no channel, direct messages among them. */
export function readChannel(raw: Json): Channel | undefined {
  const id = textOf(raw, 'id');
  if (id === undefined || flagOf(raw, 'is_im') || flagOf(raw, 'is_mpim')) return undefined;
  const members = listOf(raw, 'members').flatMap((user) => (typeof user === 'string' ? user : []));
  return {
    id,
    name: textOf(raw, 'name') ?? id,
    isPrivate: flagOf(raw, 'is_private') || flagOf(raw, 'is_group'),
    isArchived: flagOf(raw, 'is_archived'),
    isShared: flagOf(raw, 'is_ext_shared') || flagOf(raw, 'is_pending_ext_shared'),
    isMember: flagOf(raw, 'is_member'),
    createdMs: (numberOf(raw, 'created') ?? 0) * 1000,
    members: members.length > 0 ? members : undefined,
  };
}

/** Which channels the configuration speaks of. */
export interface ChannelChoice {
  /** Named, or matched by a glob. Without `channels` every channel is wanted, but none is named. */
  readonly isNamed: (channel: Channel) => boolean;
  readonly isWanted: (channel: Channel) => boolean;
  /** Names and ids, not globs, that no channel answers to. */
  missing(channels: readonly Channel[]): readonly string[];
}

export function chooseChannels({
  channels,
  exclude,
  includeShared,
}: Pick<SlackConfig, 'channels' | 'exclude' | 'includeShared'>): ChannelChoice {
  const plain = (word: string) => word.replace(/^#/, '');
  const matcher = (words: readonly string[]) => {
    const matches = words.map((word) => picomatch(plain(word)));
    return ({ id, name }: Channel) => matches.some((match) => match(name) || match(id));
  };
  const isNamed = channels === undefined ? () => false : matcher(channels);
  const isExcluded = matcher(exclude);
  return {
    isNamed,
    isWanted: (channel) =>
      (channels === undefined || isNamed(channel)) &&
      !isExcluded(channel) &&
      (includeShared || !channel.isShared),
    missing: (found) =>
      (channels ?? [])
        .map(plain)
        .filter((word) => !/[*?[{!(]/.test(word))
        .filter((word) => !found.some(({ id, name }) => id === word || name === word)),
  };
}
