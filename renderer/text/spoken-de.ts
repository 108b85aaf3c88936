/** All of German: fetched by whoever reads it, so that a window in another language starts without. */
export { de as texts } from './de';
export { de as told } from '../../text/told/de';
