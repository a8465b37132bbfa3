import { useState } from 'preact/hooks';
import { isProblemCode } from '../api.ts';
import { useSession } from '../session.tsx';

export interface Action {
  busy: boolean;
  /** Of the last attempt. */
  error: unknown;
  /** Does something once; where it needs a recent sign-in, after signing in again. @returns whether it was done */
  run(work: () => Promise<void>): Promise<boolean>;
}

export function useAction(): Action {
  const { signInAgain } = useSession();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  return {
    busy,
    error,
    async run(work) {
      setBusy(true);
      setError(undefined);
      try {
        await work().catch(async (problem: unknown) => {
          if (!isProblemCode(problem, 'recent_login_required') || !(await signInAgain())) throw problem;
          await work();
        });
        return true;
      } catch (problem) {
        setError(problem);
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}
