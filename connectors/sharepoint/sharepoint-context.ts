import type { ConnectorContext, ReadContext } from '#kit';
import type { SharePointConfig } from './options.ts';

export type SharePointContext = ConnectorContext<SharePointConfig>;
export type SharePointReadContext = ReadContext<SharePointConfig>;
