import type { Channel } from './channel.ts';
import type { Desk } from './desk.ts';

/** A workspace that can be read, behind its API or out of an export. */
export interface SlackReading {
  /**
   * Those that the configuration means.
   *
   * @throws StopScopeError, after the others, when it names some that are not there.
   */
  channels(): AsyncIterable<Channel>;
  /** @throws StopScopeError for a channel that cannot be read. */
  openDesk(channelId: string): Promise<Desk>;
}
