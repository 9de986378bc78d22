import { maskInputs } from './mask-inputs.ts';

// Before anything else is even loaded: no line may come before it.
maskInputs();
const { runAction } = await import('./run-action.ts');
process.exitCode = await runAction(process.env);
