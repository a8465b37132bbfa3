import { Page } from '../ui/page.tsx';

export function NotFoundPage() {
  return (
    <Page title="There is no such page">
      <p>
        The address leads nowhere. <a href="/console">Begin at the start page</a>.
      </p>
    </Page>
  );
}
