import { expect, it } from 'vitest';
import { cliProcess } from '../support/cli-process.ts';
import { projectFolder } from '../support/project-folder.ts';
import { type Reply, scriptedServer } from '../support/scripted-server.ts';

it('a sync says that it waits when its source asks for a pause, and goes on', async () => {
  let isAsked = false;
  await using site = await scriptedServer(({ path }): Reply => {
    if (path !== '/') return { status: 404 };
    if (!isAsked) {
      isAsked = true;
      return { status: 429, headers: { 'retry-after': '6' } };
    }
    const body = '<title>Valves</title><h1>Valves</h1><p>The red valve is closed by hand.</p>';
    return { headers: { 'content-type': 'text/html' }, body };
  });
  const sources = `sources:\n  - name: Site\n    type: website\n    config: { url: ${site.url}/ }\n`;
  const project = projectFolder({ 'twigkit.yaml': sources });

  const { err, out, exitCode } = await cliProcess(['sync', '--json'], { cwd: project.path });

  expect(err).toMatch(/^waiting {2}6\.0 s: the source sets the pace$/m);
  expect(JSON.parse(out)).toMatchObject({ added: 1, failed: 0 });
  expect(exitCode).toBe(0);
});
