/** What pages with forms look like beside `STYLE`, which every report carries. Targets are 24 px and more (WCAG 2.2, 2.5.8). */
export const FORM_STYLE = `
.top>a{text-decoration:none}.intro{max-width:46rem;color:var(--soft);margin-bottom:1rem}
.field{margin:0 0 .9rem}.field label{font-weight:600;display:block}
.field input:not([type]),textarea,select{display:block;width:100%;max-width:30rem;min-height:2.5rem;margin:.15rem 0}
.field input[size]{max-width:8rem}
textarea,select{font:inherit;color:inherit;background:var(--card);border:1px solid var(--soft);border-radius:.3rem;padding:.35rem .5rem}
#domain{font-size:1.2rem}
.hint{color:var(--soft);font-size:.9rem;margin:0;max-width:34rem}
.wrong{color:var(--fail);font-weight:600;margin:.15rem 0 0;max-width:34rem}.wrong::before{content:"✗ " / ""}
[aria-invalid]{border:2px solid var(--fail)!important}
.tick{display:grid;grid-template-columns:1.9rem 1fr;align-items:start}.tick input{width:1.3rem;height:1.3rem;margin:.15rem 0;accent-color:var(--accent)}.tick .hint,.tick .wrong{grid-column:2}
.options{margin:0 0 1rem}.options summary{color:var(--accent);font-weight:600;min-height:1.75rem}
.fields{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,20rem),1fr));gap:0 2rem;padding-top:.6rem}
button{min-height:2.5rem}
button.main{background:var(--accent);color:var(--card);border-color:var(--accent);font-weight:600;padding:.5rem 1.4rem}
.refused{border:2px solid var(--fail);border-radius:.4rem;padding:.8rem 1rem;margin:0 0 1rem}.refused h2{color:var(--fail)}.refused ul{margin:0;padding-left:1.2rem}
.checks tbody th:first-child{padding-left:0;text-indent:0}.checks th a{display:inline-block;min-height:1.5rem}.checks .sign{min-width:1.1em}
.look-up{border-top:1px solid var(--line);margin-top:1rem;padding-top:.8rem}
.look-up .row{display:flex;flex-wrap:wrap;gap:.2rem 1rem;align-items:end;margin-top:.4rem}.look-up .field{flex:1;max-width:18rem;min-width:min(100%,12rem)}.look-up button{margin-bottom:1.05rem}
.look-up .field:has(select){flex:none;max-width:100%}.look-up select{width:auto;max-width:100%}
.ways{margin:.7rem 0 0}
.steer{display:flex;flex-wrap:wrap;gap:.5rem 1.5rem;align-items:flex-start}.steer summary{color:var(--accent);min-height:2.5rem;padding-top:.4rem}.steer details .hint{margin-bottom:.4rem}
@media(max-width:40rem){.look-up .field{max-width:none;flex-basis:100%;margin-bottom:.4rem}.look-up button{margin:.3rem 0 0}}
@media print{form,.ways{display:none}}
`.trim();
