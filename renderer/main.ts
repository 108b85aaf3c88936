import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { app } from './live/app.svelte';
import { bin } from './live/bin.svelte';
import { drivers } from './live/drivers.svelte';
import { machines } from './live/machines.svelte';
import { route } from './live/route.svelte';
import { settings } from './live/settings.svelte';
import { followPorts } from './machine/console/ports';

// The window is one document for as long as it lives, so what is followed is followed to its end.
followPorts();
settings.follow();
machines.follow();
bin.follow();
drivers.follow();
route.follow();
void app.load();

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no #app');
mount(App, { target });
