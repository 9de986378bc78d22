/**
 * | state | what it does | what leaves it |
 * | --- | --- | --- |
 * | `leasing` | asks for a job per free slot | a slot is left over -> `idle`; none is -> `full`; the queue fails -> `cut_off` |
 * | `full` | nothing, every slot has a job | a job ends -> `leasing` |
 * | `idle` | sleeps until the next job is due, at most `maxIdleMs` | that time, `wake`, a job ends -> `leasing` |
 * | `cut_off` | sleeps, longer after each failure; running jobs go on | that time -> `leasing` |
 * | `draining` | leases nothing; running jobs are told to wrap up and have `graceMs` | no job runs -> `stopped`; time is over -> `aborting` |
 * | `aborting` | has told every handler to stop; waits `abortMs` | no job runs, or time is over -> `stopped` |
 * | `stopped` | nothing; it is the end | |
 *
 * The worker's signal leads from the first four to `draining`. In `stopped` no heartbeat is sent:
 * what a deaf handler still does, it does without a lease.
 */
export type WorkerState =
  | 'leasing'
  | 'full'
  | 'idle'
  | 'cut_off'
  | 'draining'
  | 'aborting'
  | 'stopped';
