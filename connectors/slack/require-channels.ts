import { StopScopeError } from '#kit';
import type { Channel, ChannelChoice } from './channel.ts';

/** @throws StopScopeError for names that no channel answers to: a typing error must not pass for an empty channel. */
export function requireNamed(choice: ChannelChoice, known: Iterable<Channel>): void {
  const missing = choice.missing([...known]);
  if (missing.length === 0) return;
  throw new StopScopeError(`No channel is called ${missing.join(', ')}, as far as the app sees.`, {
    code: 'slack_channels_not_found',
    hint: 'Correct the name under "channels", or write "/invite @app" there if the channel is private. Nothing was deleted.',
  });
}

/** @throws StopScopeError when there is nothing to read, which no configuration means. */
export function requireSome(chosen: readonly Channel[]): void {
  if (chosen.length > 0) return;
  throw new StopScopeError('The app is in no channel that this source reads.', {
    code: 'slack_no_channel',
    hint: 'Write "/invite @app" in the channels that are to be read, or set "auto_join". Nothing was deleted.',
  });
}
