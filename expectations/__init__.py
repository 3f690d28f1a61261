"""Is it current, is it enough? Great Expectations suites over the facts; Great Expectations stops here."""
