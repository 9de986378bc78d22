import type { Channel } from './channel.ts';
import type { SlackContext } from './client.ts';
import type { People } from './people.ts';
import type { Readers } from './readers.ts';
import type { Names } from './render/names.ts';
import type { Transcript } from './transcript.ts';

export interface Workspace {
  readonly id: string;
  readonly name: string;
  /** Ends with a slash. */
  readonly url: string;
}

/** Everything that is needed to make documents of one channel. */
export interface Desk {
  readonly context: SlackContext;
  readonly workspace: Workspace;
  readonly channel: Channel;
  readonly readers: Readers;
  readonly people: People;
  readonly names: Names;
  readonly transcript: Transcript;
  /** How often each kind of block was met that is not known. */
  readonly unknown: Map<string, number>;
}
