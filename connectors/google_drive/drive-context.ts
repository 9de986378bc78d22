import type { ConnectorContext, ReadContext } from '#kit';
import type { DriveConfig } from './options.ts';

export type DriveContext = ConnectorContext<DriveConfig>;
export type DriveReadContext = ReadContext<DriveConfig>;
