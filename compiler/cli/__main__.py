"""python -m compiler.cli"""

from compiler.cli import main

main()
