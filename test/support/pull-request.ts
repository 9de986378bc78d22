import { commitAll } from './git-repository.ts';
import { projectFolder } from './project-folder.ts';
import { type ActionOptions, runAction } from './run-action.ts';
import { sampleDocs, sampleSuite } from './sample-docs.ts';

/** What a change writes; null removes. */
export type FileChanges = Readonly<Record<string, string | Uint8Array | null>>;

/** A handbook with its suite, and a branch with a change on it that is checked out. */
export function changedHandbook(change: FileChanges, files: FileChanges = sampleDocs) {
  const folder = projectFolder({ 'evals/docs.yaml': sampleSuite });
  const write = (written: FileChanges) => {
    for (const [name, content] of Object.entries(written)) {
      if (content === null) folder.remove(name);
      else folder.write(name, content);
    }
  };
  write(files);
  const base = commitAll(folder.path, 'Write the handbook');
  write(change);
  const head = commitAll(folder.path, 'Change it');
  const check = (options: Partial<ActionOptions> = {}) =>
    runAction({
      workspace: folder.path,
      event: pullRequestEvent(base, head),
      ...options,
      inputs: { suite: 'evals/docs.yaml', ...options.inputs },
      env: { GITHUB_EVENT_NAME: 'pull_request', ...options.env },
    });
  return { ...folder, base, head, check };
}

/** What the runner says of a pull request. */
export function pullRequestEvent(base: string, head: string, from = 'acme/handbook') {
  return {
    pull_request: {
      number: 7,
      base: { sha: base, repo: { full_name: 'acme/handbook' } },
      head: { sha: head, repo: { full_name: from } },
    },
  };
}
