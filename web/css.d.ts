// esbuild takes style sheets that are imported into the bundle's own.
declare module '*.css'
