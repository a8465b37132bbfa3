import { type ComponentChildren, createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';

const Context = createContext<(text: string) => void>(() => undefined);

/** Says in a few words what was done. */
export const useNotice = () => useContext(Context);

/** Milliseconds for which a notice is to be seen: two readings of a line. */
const shownFor = 8000;

export function Notices({ children }: { children: ComponentChildren }) {
  const [notice, setNotice] = useState<{ text: string }>();
  useEffect(() => {
    if (!notice) return;
    const timer = setTimeout(() => setNotice(undefined), shownFor);
    return () => clearTimeout(timer);
  }, [notice]);
  return (
    <Context.Provider value={(text) => setNotice({ text })}>
      {children}
      <p class={notice ? 'notice' : 'notice none'} role="status">
        {notice?.text}
      </p>
    </Context.Provider>
  );
}
