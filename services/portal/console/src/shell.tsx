import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import icon from '../../pages/icon.svg';
import { sections } from './sections.ts';
import { useSession } from './session.tsx';

/** What is around every page: where else to go, who is signed in, and the keys that work everywhere. */
export function Shell({ children }: { children: ComponentChildren }) {
  const session = useSession();
  const { path } = useLocation();
  useEffect(() => {
    addEventListener('keydown', focusSearch);
    return () => removeEventListener('keydown', focusSearch);
  }, []);
  const isOpen = (href: string) => path === href || path.startsWith(`${href}/`);
  return (
    <div class="shell">
      <a class="skip" href="#content">
        Skip to the content
      </a>
      <header class="top">
        <a class="home" href="/console" aria-current={path === '/console' ? 'page' : undefined}>
          <img src={icon} alt="" width="28" height="28" />
          OMS console
        </a>
        <nav aria-label="Console">
          {sections
            .filter((section) => section.isFor(session))
            .map(({ href, title }) => (
              <a key={href} href={href} aria-current={isOpen(href) ? 'page' : undefined}>
                {title}
              </a>
            ))}
        </nav>
        <div class="who">
          <span title={session.me.email}>{session.me.email}</span>
          <button type="button" onClick={() => void session.signOut()}>
            Sign out
          </button>
        </div>
      </header>
      <main id="content">{children}</main>
    </div>
  );
}

/** `/` leads to the page's search, unless somebody is typing it. */
function focusSearch(event: KeyboardEvent): void {
  const { key, target, ctrlKey, metaKey, altKey } = event;
  if (key !== '/' || ctrlKey || metaKey || altKey) return;
  if (target instanceof Element && target.closest('input, textarea, select, dialog')) return;
  const search = document.querySelector<HTMLInputElement>('[data-search]');
  if (!search) return;
  event.preventDefault();
  search.focus();
  search.select();
}
