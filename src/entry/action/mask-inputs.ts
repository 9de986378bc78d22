import * as core from '@actions/core';

/** Hides the secrets among the inputs from every line that follows. */
export function maskInputs(): void {
  for (const name of ['api-key', 'github-token']) {
    const secret = core.getInput(name);
    if (secret !== '') core.setSecret(secret);
  }
}
