/** The text of a file, as Vite puts it into the bundle. */
declare module '*?raw' {
  const text: string;
  export default text;
}
