import { render } from 'preact';
import { App } from './app.tsx';

const root = document.getElementById('console');
if (!root) throw new Error('The page has no place for the console');
render(<App />, root);
