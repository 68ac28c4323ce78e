package com.example.storefront;

import java.util.Locale;

/** Makes pages and sitemaps. */
final class PageRenderer {
  String page(int articles) {
    StringBuilder html = new StringBuilder("<ul>");
    for (int i = 0; i < articles; i++) {
      html.append("<li>").append(title(i)).append("</li>");
    }
    return html.append("</ul>").toString();
  }

  private static String title(int article) {
    return "Article ".concat(Integer.toString(article)).toUpperCase(Locale.ROOT);
  }
}
