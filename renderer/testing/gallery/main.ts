import '../../styles/tokens.css';
import '../../styles/base.css';
import '../../styles/controls.css';
import { mount } from 'svelte';
import { fakeWorld } from '../fake-bridge';

// ?theme=light|dark
const asked = new URLSearchParams(window.location.search);
document.documentElement.dataset['theme'] = asked.get('theme') ?? 'light';
Object.assign(window, { paddock: fakeWorld([]).bridge });
const { default: Gallery } = await import('./Gallery.svelte');
const target = document.getElementById('app');
if (!target) throw new Error('index.html has no #app');
mount(Gallery, { target });
