package com.example.search;

/** What people search for. */
record Article(String brand, String colour, String size) {}
