"""How many pages a list has and which one comes next: links, words, script calls, forms, and the rules of a product."""
