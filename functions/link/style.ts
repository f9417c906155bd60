/**
 * The one style of all link pages. It is inline, so that a page is one answer, and constant, so that the
 * Content-Security-Policy can name its hash. No script: what the confirm button says follows the form by `:has()`;
 * in a browser without it the button says "Send my decision", which is true whatever is chosen.
 */
export const style = `:root{color-scheme:light dark;--page:#f3f4f6;--card:#fff;--ink:#1f2328;--pale:#57606a;--line:#d0d7de;--edge:#6e7781;--box:#f6f8fa;--go:#0b57a4;--link:#0b57a4;--bad:#a40e26}
@media(prefers-color-scheme:dark){:root{--page:#0f1216;--card:#1a1e24;--ink:#e6e9ed;--pale:#a9b2bd;--line:#3a424d;--edge:#8b949e;--box:#12161b;--go:#2f6fbe;--link:#8ab8f0;--bad:#ff9c9c}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif;overflow-wrap:anywhere;-webkit-text-size-adjust:100%}
header,main,footer{max-width:40rem;margin:0 auto;padding:1rem}
header{padding-bottom:0;color:var(--pale)}
header img{height:1.5rem;max-width:8rem;vertical-align:middle;margin-right:.5rem}
header strong{color:var(--ink)}
main>*{background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:1.25rem;margin:0 0 1rem}
footer{padding-top:0;color:var(--pale);font-size:.875rem}
h1{font-size:1.375rem;line-height:1.3;margin:0 0 .75rem}
h2{font-size:1.0625rem;margin:0 0 .75rem}
p{margin:0 0 .75rem}
main>*>:last-child{margin-bottom:0}
a{color:var(--link)}
.pale{color:var(--pale);font-size:.875rem}
dl{margin:0;font-size:.9375rem}
dl div{padding:.5rem 0;border-top:1px solid var(--line)}
dl div:first-child{border-top:0;padding-top:0}
dt{color:var(--pale)}
dd{margin:0}
dd span{display:block}
@media(min-width:32rem){.grant{display:grid;grid-template-columns:1fr 1fr;gap:0 1rem}dl div{display:flex;gap:1rem}dt{flex:0 0 9rem}dd{flex:1;min-width:0}}
blockquote{margin:0;padding:.125rem 0 .125rem .875rem;border-left:3px solid var(--edge);white-space:pre-line}
fieldset{border:0;padding:0;margin:0 0 1rem;min-width:0}
legend,.label{display:block;font-weight:600;padding:0;margin:0 0 .375rem}
.hint{display:block;color:var(--pale);font-size:.875rem;margin:0 0 .375rem}
.field{margin:0 0 1rem}
input,select,textarea,button{font:inherit;color:inherit}
.text,select,textarea{width:100%;max-width:100%;padding:.625rem .75rem;background:var(--box);border:1px solid var(--edge);border-radius:.375rem;min-height:2.75rem}
textarea{min-height:5rem;resize:vertical}
#code{max-width:14rem;font:600 1.375rem/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;letter-spacing:.08em;text-transform:uppercase}
#code::placeholder{color:var(--pale);opacity:1;font-weight:400}
.choice{display:flex;gap:.75rem;align-items:center;padding:.625rem .75rem;margin:0 0 .5rem;border:1px solid var(--edge);border-radius:.375rem;min-height:2.75rem;cursor:pointer}
.choice:has(:checked){border-color:var(--link);box-shadow:inset 0 0 0 1px var(--link)}
.choice input{width:1.25rem;height:1.25rem;margin:0;flex:none;accent-color:var(--go)}
button{width:100%;padding:.75rem 1rem;border:2px solid var(--go);border-radius:.375rem;background:var(--go);color:#fff;font-weight:600;min-height:3rem;cursor:pointer;overflow-wrap:anywhere}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.problem{border:2px solid var(--bad)}
.problem h2,.problem h1,.error{color:var(--bad)}
.error{display:block;font-weight:600;margin:0 0 .375rem}
.drill{border:.1875rem solid var(--bad)}
.drill h2{color:var(--bad)}
.state{border-left:.375rem solid var(--edge)}
.now{display:none}
@supports selector(:has(a)){
form:has(#approve:checked) .to-approve,form:has(#deny:checked) .to-deny{display:inline}
form:has([name=decision]:checked) .to-any{display:none}
form:has(#deny:checked) .grant{display:none}
form:has(.l0:checked) .n0,form:has(.l1:checked) .n1,form:has(.p0:checked) .m0,form:has(.p1:checked) .m1,form:has(.p2:checked) .m2,form:has(.p3:checked) .m3,form:has(.p4:checked) .m4,form:has(.p5:checked) .m5{display:inline}
}
@media(forced-colors:active){button,.choice:has(:checked){border-color:Highlight}}
`
