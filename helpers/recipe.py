"""The post's recipe, by which *the model* is trained. Whatever repeats it takes the numbers from here.

Nothing is imported, so a program that has neither Keras nor TensorFlow can follow it too.
"""

BATCH_SIZE = 32  # images a step
LEARNING_RATE = 0.01  # of plain gradient descent
EPOCHS = 3
SEED = 0  # of the first weights and of the order of the images
WIDTHS = (784, 128, 128, 10)  # of the network: inputs, then the neurons of each layer
