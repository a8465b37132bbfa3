import { ProblemError } from '@oms/client';
import { type ComponentChildren, createContext } from 'preact';
import { useContext, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { api, messageOf, onSessionEnd, type Schemas } from './api.ts';
import { SignIn } from './sign-in.tsx';
import { Dialog } from './ui/dialog.tsx';

type Me = Schemas['Me'];

interface Session {
  readonly me: Me;
  may(permission: string): boolean;
  isAdmin: boolean;
  signOut(): Promise<void>;
  /** Has the person sign in again. @returns whether they did */
  signInAgain(): Promise<boolean>;
}

type State = { kind: 'starting' } | { kind: 'signedOut'; notice?: string | undefined } | { kind: 'signedIn'; me: Me };

const Context = createContext<Session | undefined>(undefined);

export function useSession(): Session {
  const session = useContext(Context);
  if (!session) throw new Error('Nobody is signed in here');
  return session;
}

/** Shows what is in it to somebody who is signed in, and the way to sign in to everybody else. */
export function SessionGate({ children }: { children: ComponentChildren }) {
  const [state, setState] = useState<State>({ kind: 'starting' });
  /** Settles what waits for the person to sign in again, while the dialog for it is open. */
  const [asked, setAsked] = useState<{ answer: (done: boolean) => void }>();
  const leaving = useRef(false);

  const findOut = async () => {
    try {
      const { data: me } = await api.GET('/api/v1/auth/me');
      setState({ kind: 'signedIn', me });
    } catch (error) {
      const isNew = error instanceof ProblemError && error.status === 401;
      setState({ kind: 'signedOut', notice: isNew ? undefined : messageOf(error) });
    }
  };
  useEffect(() => {
    void findOut();
    return onSessionEnd(() => {
      setState((before) =>
        before.kind === 'signedIn'
          ? {
              kind: 'signedOut',
              notice: leaving.current ? 'You are signed out.' : 'Your session has ended. Sign in again.',
            }
          : before,
      );
      setAsked(undefined);
    });
  }, []);

  const me = state.kind === 'signedIn' ? state.me : undefined;
  const session = useMemo<Session | undefined>(
    () =>
      me && {
        me,
        may: (permission) => me.permissions.includes(permission),
        isAdmin: me.roles.includes('admin') && me.permissions.includes('accounts:write'),
        async signOut() {
          leaving.current = true;
          try {
            await api.signOut();
          } finally {
            leaving.current = false;
          }
        },
        signInAgain: () => new Promise((resolve) => setAsked({ answer: resolve })),
      },
    [me],
  );

  if (state.kind === 'starting') return <p class="starting">One moment.</p>;
  if (!session) {
    const notice = state.kind === 'signedOut' ? state.notice : undefined;
    return (
      <main class="sign-in">
        <h1>OMS console</h1>
        <SignIn notice={notice} onDone={findOut} />
        <p class="soft">
          <a href="/account/sign-in#to=/console">Other ways to sign in</a>
        </p>
      </main>
    );
  }
  const settle = (done: boolean) => {
    asked?.answer(done);
    setAsked(undefined);
  };
  return (
    <Context.Provider value={session}>
      {children}
      {asked && (
        <Dialog title="Confirm that it is you" onClose={() => settle(false)}>
          <p>This needs a sign-in of the last ten minutes.</p>
          <SignIn email={session.me.email} onDone={() => settle(true)} />
        </Dialog>
      )}
    </Context.Provider>
  );
}
