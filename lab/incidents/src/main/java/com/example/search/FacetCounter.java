package com.example.search;

import java.util.Map;

/** How often each facet occurs among the results of a search. */
interface FacetCounter {
  Map<String, Integer> count(Iterable<Article> found);
}
