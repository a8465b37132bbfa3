import { useCallback, useEffect, useState } from 'preact/hooks';

export interface Loaded<Data> {
  /** What was loaded last, also while it is loaded again. */
  data: Data | undefined;
  error: unknown;
  busy: boolean;
  reload: () => void;
}

/** Loads what `key` names: when it appears, when the key changes, and when told. Of answers that overtake each other the last counts. */
export function useLoad<Data>(key: string, load: (signal: AbortSignal) => Promise<Data>): Loaded<Data> {
  const [state, setState] = useState<{ key: string; data?: Data; error?: unknown }>({ key });
  const [busy, setBusy] = useState(true);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const leaving = new AbortController();
    const { signal } = leaving;
    setBusy(true);
    load(signal)
      .then(
        (data) => !signal.aborted && setState({ key, data }),
        (error: unknown) =>
          !signal.aborted && setState((before) => ({ ...(before.key === key && before), key, error })),
      )
      .finally(() => !signal.aborted && setBusy(false));
    return () => leaving.abort();
  }, [key, turn]);
  const reload = useCallback(() => setTurn((before) => before + 1), []);
  const { data, error } = state.key === key ? state : {};
  return { data, error, busy, reload };
}
