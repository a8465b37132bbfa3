import { findChromium, skipBecause } from '@oms/testing';
import type { Context } from 'mocha';
import { type Browser, chromium } from 'playwright-core';

/** The browser of this machine; without one the suite is skipped. For a `before` hook, ahead of whatever else it starts. */
export async function openBrowser(context: Context): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined)
    skipBecause(context, 'no Chromium on this machine: install chromium, or set CHROMIUM_PATH');
  // Without its sandbox where it runs as root, which has none to give up.
  return chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
}
