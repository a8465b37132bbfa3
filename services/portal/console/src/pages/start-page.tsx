import { sections } from '../sections.ts';
import { useSession } from '../session.tsx';
import { Page } from '../ui/page.tsx';

export function StartPage() {
  const session = useSession();
  const { me } = session;
  const mine = sections.filter((section) => section.isFor(session));
  return (
    <Page title={`Hello${me.name ? `, ${me.name}` : ''}`}>
      {me.secondFactorRequired && (
        <p class="problem">
          Your role counts once you sign in with a second factor. Set one up with the routes under “Second factors” of{' '}
          <a href="/docs">the API’s pages</a>, then sign in again.
        </p>
      )}
      {mine.length === 0 && !me.secondFactorRequired && (
        <p>The console is for staff and administrators, and {me.email} is neither.</p>
      )}
    </Page>
  );
}
