"""A package, so that one Chromium and one clinic serve the folder and are gone before the next folder's tests."""
