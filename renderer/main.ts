import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { followBookmark, openBookmark } from './bookmark/bookmark';
import { partMissing } from './part-missing';
import { further } from './further.svelte';
import { keepDrafts, restoreDrafts } from './machine/drafts.svelte';
import { app } from './live/app.svelte';
import { bin } from './live/bin.svelte';
import { detached } from './live/detached.svelte';
import { drivers } from './live/drivers.svelte';
import { machines } from './live/machines.svelte';
import { news } from './live/news.svelte';
import { paces } from './live/paces';
import { route } from './live/route.svelte';
import { settings } from './live/settings.svelte';
import { thumbnails } from './live/thumbnails.svelte';
import { usage } from './live/usage.svelte';
import { watched } from './live/watched.svelte';
import { followPorts } from './console/ports';
import { shownHere } from './console/detached-address';
import FailureCard from './ui/FailureCard.svelte';
import { languageOf } from '../text/languages';
import { language } from './text/language.svelte';

// The window is one document for as long as it lives, so what is followed is followed to its end.
followPorts();
const spoken = language.show(languageOf([document.documentElement.lang])); // main serves the page in the chosen one
settings.follow();
machines.follow();
bin.follow();
detached.follow();
drivers.follow();
route.follow();
watched.follow();
usage.follow();
thumbnails.follow();
paces.follow();
void app.load();
await spoken.catch((error: unknown) => news.tellFailure(partMissing(error)));

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no #app');
const shows = shownHere(location.hash);
if (shows) {
  const pages = await further.load();
  if (pages) mount(pages.ConsoleWindow, { target, props: { shows } });
  else if (further.failure) mount(FailureCard, { target, props: { failure: further.failure } });
} else {
  restoreDrafts();
  keepDrafts();
  await openBookmark();
  followBookmark();
  mount(App, { target });
}
