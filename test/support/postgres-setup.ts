import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { stopCluster } from './postgres-cluster.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the run's one PostgreSQL lies once a test has asked for it. */
    readonly postgresFolder: string;
    /** The process whose end is the end of the run. */
    readonly runPid: number;
  }
}

/** Gives the run a folder for a PostgreSQL, and ends the one that was started in it. */
export default function setup(project: TestProject): () => Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'twigkit-postgres-'));
  project.provide('postgresFolder', folder);
  project.provide('runPid', process.pid);
  return async () => {
    const pid = startedPid(folder);
    if (pid !== undefined) await stopCluster(pid);
    rmSync(folder, { recursive: true, force: true });
  };
}

function startedPid(folder: string): number | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'started.json'), 'utf8')).pid;
  } catch {
    return undefined;
  }
}
