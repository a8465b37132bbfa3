// The door to everything under scripts/: `node scripts/bootstrap.mjs <command> [arguments]`. It needs no dependency and
// runs on any Node from 20 on; it gets the dependencies and runs scripts/<command>.ts with the Node version pinned in
// package.json.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE = 20;
/** The first line that runs TypeScript as it is. */
const OLDEST_NODE_FOR_TYPESCRIPT = 24;
const SETPRIV = '/usr/bin/setpriv';

const root = fileURLToPath(new URL('..', import.meta.url));
const nodeVersion = Number(process.versions.node.split('.')[0]);

const [command, ...rest] = process.argv.slice(2);
const script = join(root, 'scripts', `${command}.ts`);
if (nodeVersion < OLDEST_NODE) {
  fail(`OMS needs Node.js ${OLDEST_NODE} or later to begin (it then gets its own); this is ${process.version}.`);
}
if (!command || !existsSync(script)) fail(`There is no command ${JSON.stringify(command ?? '')} (scripts/*.ts).`);

await ensureDependencies();
runScript();

async function ensureDependencies() {
  if (dependenciesAreInstalled()) return;
  const release = await takeLock(join(root, '.oms', 'dependencies.lock'));
  try {
    if (dependenciesAreInstalled()) return;
    console.log('Getting the dependencies (npm ci); once, and again when package-lock.json changes ...');
    const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
    const [program, ...first] = npm;
    const result = spawnSync(
      program,
      [...first, 'ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'],
      {
        cwd: root,
        stdio: 'inherit',
      },
    );
    if (result.error) fail(`npm cannot be run: ${result.error.message}`);
    if (result.status !== 0) fail('npm ci failed; what it wrote above says why.');
  } finally {
    release();
  }
}

/** Compares what npm noted of its last installation with what the lock file asks for. */
function dependenciesAreInstalled() {
  const wanted = readPackages('package-lock.json');
  const installed = readPackages('node_modules/.package-lock.json');
  if (!wanted || !installed) return false;
  return Object.entries(wanted).every(([path, { version, integrity, link, optional }]) => {
    // Entries outside node_modules are the workspaces themselves, which npm notes as links.
    if (!path.startsWith('node_modules/') && !path.includes('/node_modules/')) return true;
    const there = installed[path];
    if (!there) return optional === true;
    return link ? there.link === true : there.version === version && there.integrity === integrity;
  });
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** Two commands begun at once must not install at once: the second waits for the first, unless that one died. */
async function takeLock(path) {
  mkdirSync(join(root, '.oms'), { recursive: true });
  for (let waited = false; ; waited = true) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      const release = () => rmSync(path, { force: true });
      process.once('exit', release);
      return release;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (holderIsGone(path)) {
      rmSync(path, { force: true });
      continue;
    }
    if (!waited) console.log('Another command is getting the dependencies; waiting for it ...');
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

function holderIsGone(path) {
  try {
    process.kill(Number(readFileSync(path, 'utf8')), 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

function runScript() {
  const node = pinnedNode();
  const folders = [dirname(node), join(root, 'node_modules', '.bin'), process.env.PATH ?? ''];
  // The kernel tells the script when this process is killed, for it cannot do so itself then.
  const tie = process.platform === 'linux' && existsSync(SETPRIV) ? [SETPRIV, '--pdeathsig=TERM', '--'] : [];
  const [program, ...first] = [...tie, node, script, ...rest];
  const child = spawn(program, first, {
    stdio: 'inherit',
    env: {
      ...process.env,
      PATH: folders.join(delimiter),
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, '.oms', 'compile-cache'),
    },
  });
  // Ctrl-C reaches the whole process group, so the child has it already; a signal to this process alone is passed on.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  // npm runs this in a shell that passes no signal on when it is ended itself.
  if (process.env.npm_lifecycle_event) stopWithParent(child);
  child.once('error', (error) => fail(`${program} cannot be run: ${error.message}`));
  child.once('exit', (code, signal) => {
    if (!signal) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

function stopWithParent(child) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    child.kill('SIGTERM');
  }, 500);
  timer.unref();
}

/** In the package itself: not every npm links the program of an optional package under .bin. */
function pinnedNode() {
  const { platform, arch } = process;
  const packages = [`node-${platform}-${arch}`, `node-bin-${platform}-${arch}`];
  const pinned = packages
    .map((name) => join(root, 'node_modules', name, 'bin', 'node'))
    .find((path) => existsSync(path));
  if (pinned) return pinned;
  if (nodeVersion >= OLDEST_NODE_FOR_TYPESCRIPT) {
    console.log(`No pinned Node.js for ${process.platform} on ${process.arch}; using ${process.version}.`);
    return process.execPath;
  }
  return fail(
    `There is no pinned Node.js for ${process.platform} on ${process.arch}. ` +
      `Install Node.js ${OLDEST_NODE_FOR_TYPESCRIPT} or later, then try again.`,
  );
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
